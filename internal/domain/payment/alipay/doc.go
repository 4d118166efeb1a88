// Package alipay speaks Alipay's open platform, protocol version 1.0 with
// RSA2 keys (not certificates), as a payment.Provider.
//
// A request is a set of parameters signed over all but "sign", sorted, joined
// as k=v&…. Placing an order needs no call: the signed parameters are the URL
// of Alipay's cashier (computer page or phone page). A reply is JSON; its
// signature is over the raw bytes of the "x_y_response" node. A notification
// is a posted form, signed over all but "sign" and "sign_type", with values
// decoded once and empty values kept; it must name our app_id and seller_id.
// The answer is exactly "success" or "fail"; without "success" Alipay sends it
// again after 4m 10m 10m 1h 2h 6h 15h, so notifications carry no deadline.
//
// States: WAIT_BUYER_PAY is Waiting; TRADE_SUCCESS and TRADE_FINISHED (no more
// refunds possible; it may follow long after success, also after a refund) are
// Paid; TRADE_CLOSED is Closed, or Refunded where money was taken before.
// Money given back makes every one of them Refunded.
//
// Callers: the program's start builds a Provider; all else sees the interface.
package alipay
