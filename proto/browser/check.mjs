// Runs the module that `cargo browser` built over the files that `cargo forge --out FOLDER` wrote,
// under Node: what is good must be believed, and no forgery.
//
// node proto/browser/check.mjs target/browser FOLDER
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [built, folder] = process.argv.slice(2).map((path) => resolve(path));
if (!folder) {
  console.error("Usage: node check.mjs BUILT FOLDER");
  process.exit(2);
}
const { initSync, verify } = await import(pathToFileURL(join(built, "ebl_browser.js")));
initSync({ module: readFileSync(join(built, "ebl_browser_bg.wasm")) });

/** Why a file is refused, or nothing where it is believed. */
function refusal(file, chain) {
  try {
    const proven = JSON.parse(verify(file, chain));
    return proven.trust === "chain-id" ? undefined : "it says that it compared no chain id";
  } catch (error) {
    // A trap is a fault of the verifier, and no verdict.
    if (error instanceof WebAssembly.RuntimeError) throw error;
    return error.message;
  }
}

const chain = readFileSync(join(folder, "chain.txt"), "utf8").trim();
const names = readdirSync(folder).filter((name) => name.endsWith(".evidence"));
const counts = { good: 0, bad: 0 };
let wrong = 0;
for (const name of names.sort()) {
  const kind = name.startsWith("good-") ? "good" : "bad";
  const why = refusal(readFileSync(join(folder, name)), chain);
  counts[kind] += 1;
  if ((kind === "good") !== (why === undefined)) {
    wrong += 1;
    console.error(`Error: ${name}: ${why ?? "a forgery is believed"}`);
  }
}
console.log(`good files ${counts.good}, forgeries ${counts.bad}, wrong verdicts ${wrong}`);
process.exit(wrong === 0 && counts.good > 0 && counts.bad > 0 ? 0 : 1);
