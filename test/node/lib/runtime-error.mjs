// The runtime's errors in the form that a node prints them.

const SHAPE = /err: (\w+)(?:\((\d+), (\w+)(?:\((\d+)\))?\))?/;

// errorOf reads litesvm's description of a failed transaction:
// "AlreadyProcessed", or {InstructionError: [0, {Custom: 1}]}.
export function errorOf(failed) {
  const found = SHAPE.exec(failed.toString());
  if (!found) return 'Unknown';
  const [, name, index, reason, code] = found;
  if (index === undefined) return name;
  return { [name]: [Number(index), code === undefined ? reason : { [reason]: Number(code) }] };
}
