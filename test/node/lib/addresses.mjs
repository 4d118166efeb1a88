// Well-known program addresses and the two ways that addresses are written.
import bs58 from 'bs58';

export const SYSTEM = '11111111111111111111111111111111';
export const TOKEN = 'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA';
export const ASSOCIATED_TOKEN = 'ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL';
export const LOOKUP_TABLE = 'AddressLookupTab1e1111111111111111111111111';
export const MEMO = 'MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr';
export const COMPUTE_BUDGET = 'ComputeBudget111111111111111111111111111111';

// MAINNET_GENESIS is the genesis hash of Solana's main network.
export const MAINNET_GENESIS = '5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d';

// LOCAL_GENESIS is what the shim answers unless told otherwise.
export const LOCAL_GENESIS = 'GuerdonTestNetwork11111111111111111111111111';

export const bytesOf = (address) => bs58.decode(address);
export const textOf = (bytes) => bs58.encode(bytes);
