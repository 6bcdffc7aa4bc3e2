// Bundles the extension and the script of its proof-state page into dist/. `--production` makes them small.
import { cpSync, readdirSync, rmSync } from "node:fs";
import { build } from "esbuild";

const production = process.argv.includes("--production");
const common = { bundle: true, minify: production, sourcemap: production ? false : "linked", logLevel: "warning" };

await build({
  ...common,
  entryPoints: ["src/extension.ts"],
  outfile: "dist/extension.js",
  platform: "node",
  format: "cjs",
  target: "node20",
  external: ["vscode"],
});
await build({
  ...common,
  entryPoints: ["src/panel/page.ts"],
  outfile: "dist/page.js",
  platform: "browser",
  format: "iife",
  target: "es2022",
});

// The repository's examples, after the one that the walkthrough is about.
rmSync("dist/examples", { recursive: true, force: true });
cpSync("examples", "dist/examples", { recursive: true });
for (const name of readdirSync("../../examples")) {
  if (/\.(c|frame|smt2)$/.test(name)) {
    cpSync(`../../examples/${name}`, `dist/examples/${name}`);
  }
}
