import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

import type { Plugin } from "vite";

const TEXT_FILE = /\.(?:css|html|js|json|svg)$/;
/** Below this a packed file saves nothing over its own headers. */
const SMALLEST_BYTES = 1024;

const packBrotli = promisify(brotliCompress);
const packGzip = promisify(gzip);

async function packFile(path: string): Promise<void> {
  const text = await readFile(path);
  if (text.length < SMALLEST_BYTES) return;
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
  await writeFile(`${path}.br`, await packBrotli(text, quality));
  await writeFile(`${path}.gz`, await packGzip(text, { level: constants.Z_BEST_COMPRESSION }));
}

/** Writes `.br` and `.gz` beside each text file of the build; the gateway picks one. */
export function packAssets(): Plugin {
  let folder = "dist";
  return {
    name: "pack-assets",
    apply: "build",
    configResolved: (config) => {
      folder = join(config.root, config.build.outDir);
    },
    closeBundle: async () => {
      const files = await readdir(folder, { recursive: true });
      await Promise.all(
        files.filter((file) => TEXT_FILE.test(file)).map((file) => packFile(join(folder, file))),
      );
    },
  };
}
