// Shows what an evidence file proves. Names come from the file: they are put in as text, never as HTML.
import init, { largestFile, verify } from "./ebl_browser.js";

const element = (id) => document.getElementById(id);
const party = (it) => (it ? `${it.name ?? "a party"} (${it.party})` : "nobody");

/** A block time; the bare number where no calendar reaches. */
function moment(ms) {
  const at = new Date(ms);
  return Number.isNaN(at.getTime()) ? `${ms} ms` : at.toISOString();
}

function show(verdict, details = []) {
  element("verdict").textContent = verdict;
  element("details").textContent = details.join("\n");
}

function ground(proven) {
  const { height, time_ms, block, signers, validators } = proven.as_of;
  return [
    `as of      block ${height}, ${moment(time_ms)}`,
    `block      ${block}, signed by ${signers} of ${validators} validators`,
    `network    ${proven.network} (${proven.chain_id}), rules version ${proven.rules}`,
  ];
}

const open = (proven) => proven.not_proved.map((it) => `Not proved: ${it.in_words}.`);

const fact = (it) =>
  `${it.sequence}  ${moment(it.time_ms)}  block ${it.height}  ${it.act} by ${party(it.by)}`;

function bill(proven) {
  const called = proven.reference ?? "with the title below";
  const document = proven.document
    ? [`The document in the file is the one the bill was issued for (SHA-256 ${proven.document.sha256}).`]
    : [];
  const answered = proven.answered
    ? [`The party in control has signed the answer to challenge ${proven.answered}.`]
    : [];
  show(`Proved: bill ${called}: ${proven.status}; in control: ${party(proven.controller)}`, [
    `stands     ${proven.order_in_words}`,
    `carrier    ${party(proven.carrier)}`,
    `title      ${proven.title}, version ${proven.version}`,
    `under      rulebook ${proven.rulebook}; ` +
      (proven.law ? `${proven.law.governing_law}, ${proven.law.convention}` : "unknown terms"),
    ...ground(proven),
    `The whole history, ${proven.facts.length} facts:`,
    ...proven.facts.map((it) => `${fact(it)}; then in control: ${party(it.controller)}`),
    `All notices on it, ${proven.notices.length}:`,
    ...proven.notices.map(fact),
    ...answered,
    ...document,
    ...open(proven),
  ]);
}

async function check() {
  const [file] = element("file").files;
  if (!file) return;
  if (file.size > largestFile()) {
    show("Refused: the file is larger than evidence can be");
    return;
  }
  try {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const proven = JSON.parse(verify(bytes, element("chain").value.trim() || undefined));
    if (proven.about === "bill") {
      bill(proven);
    } else {
      show(
        `Proved: ${proven.carrier} (${proven.identifier}) never issued a bill under the reference ` +
          proven.reference,
        [...ground(proven), ...open(proven)],
      );
    }
  } catch (error) {
    show(`Refused: ${error.message}`);
  }
}

await init();
element("file").addEventListener("change", check);
element("chain").addEventListener("change", check);
