// Runs a WebAssembly program with WASI, as `node .ci/wasi.mjs PROGRAM.wasm [ARGUMENT…]`; it sees no files.
import { readFile } from "node:fs/promises";
import { WASI } from "node:wasi";

const [program, ...more] = process.argv.slice(2);
const wasi = new WASI({ version: "preview1", args: [program, ...more], env: {}, returnOnExit: true });
const { instance } = await WebAssembly.instantiate(await readFile(program), {
  wasi_snapshot_preview1: wasi.wasiImport,
});
process.exitCode = wasi.start(instance);
