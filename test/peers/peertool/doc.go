// Command peertool lets the vendors' Node SDKs drive Guerdon's payment
// adapters, its sandbox bank, and the stand-in of a model vendor that its
// model adapters are tested against: one JSON object a line in, one a line out.
//
// A line is {"id":1,"op":"query","args":{…}}; the answer is
// {"id":1,"result":…} or {"id":1,"fault":"payment.unknown","detail":"…"}. Bank
// and stand-in listen on the loopback interface only. The clock is the machine's
// plus what the op "clock" says, because the SDKs read the machine's.
//
// Caller: the tests in the folder above, through lib/guerdon.js.
package main
