// Wire bytes to the JSON form of getTransaction (encoding "json").
import { getTransactionDecoder, getCompiledTransactionMessageDecoder } from '@solana/kit';
import { textOf } from './addresses.mjs';

// decode reads one signed transaction: its version, its signatures in the
// order of its signers, and its message as a node prints it.
export function decode(wire) {
  const transaction = getTransactionDecoder().decode(wire);
  const compiled = getCompiledTransactionMessageDecoder().decode(transaction.messageBytes);
  const signatures = Object.values(transaction.signatures).map((s) => textOf(s ?? new Uint8Array(64)));
  return { version: compiled.version, signatures, message: messageOf(compiled), lookups: lookupsOf(compiled) };
}

function messageOf(compiled) {
  const { header } = compiled;
  const message = {
    accountKeys: [...compiled.staticAccounts],
    header: {
      numRequiredSignatures: header.numSignerAccounts,
      numReadonlySignedAccounts: header.numReadonlySignerAccounts,
      numReadonlyUnsignedAccounts: header.numReadonlyNonSignerAccounts,
    },
    instructions: compiled.version === 1 ? payloadInstructions(compiled) : plainInstructions(compiled),
    recentBlockhash: compiled.lifetimeToken,
  };
  if (compiled.version === 0) message.addressTableLookups = lookupsOf(compiled);
  if (compiled.version === 1) message.transactionConfig = configOf(compiled);
  return message;
}

function plainInstructions(compiled) {
  return compiled.instructions.map((i) => instruction(i.programAddressIndex, i.accountIndices, i.data));
}

function payloadInstructions(compiled) {
  return compiled.instructionHeaders.map((head, at) => {
    const payload = compiled.instructionPayloads[at];
    return instruction(head.programAccountIndex, payload.instructionAccountIndices, payload.instructionData);
  });
}

function instruction(programIdIndex, accounts, data) {
  return { programIdIndex, accounts: [...(accounts ?? [])], data: textOf(data ?? new Uint8Array()), stackHeight: 1 };
}

function lookupsOf(compiled) {
  return (compiled.addressTableLookups ?? []).map((l) => ({
    accountKey: l.lookupTableAddress,
    writableIndexes: [...l.writableIndexes],
    readonlyIndexes: [...l.readonlyIndexes],
  }));
}

// The mask tells which values follow, in this order.
const CONFIG_FIELDS = [[0b11, 'priorityFee'], [0b100, 'computeUnitLimit'], [0b1000, 'loadedAccountsDataSizeLimit'], [0b10000, 'heapSize']];

function configOf({ configMask, configValues }) {
  const values = configValues.map(({ value }) => Number(value));
  return Object.fromEntries(CONFIG_FIELDS.map(([mask, name]) => [name, configMask & mask ? values.shift() : null]));
}
