// Runs a document's own client code, word for word, in a page of its own.
import { readFileSync } from 'node:fs';

const AsyncFunction = (async () => {}).constructor;

// run executes fixtures/NAME with the page's globals, and gives the variables
// that the test asks for.
export function run(name, globals, wanted) {
  const code = readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8');
  const page = new AsyncFunction(...Object.keys(globals), `${code}\nreturn { ${wanted.join(', ')} };`);
  return page(...Object.values(globals));
}
