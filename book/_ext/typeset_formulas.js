/* Typesets formulas with KaTeX: reads one as a line of JSON, answers with its HTML, or the error, as a line of JSON. */
"use strict";

const readline = require("node:readline");
const katex = require("katex");

function typeset({ latex, displayMode }) {
  try {
    return { html: katex.renderToString(latex, { displayMode }) };
  } catch (error) {
    return { error: error.message };
  }
}

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  process.stdout.write(`${JSON.stringify(typeset(JSON.parse(line)))}\n`);
});
