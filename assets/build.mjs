// Builds what pages load into app/web/static/vendor: small files, no addresses outside this house.
import { copyFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { build } from "esbuild";

const require = createRequire(import.meta.url);
const target = path.resolve(import.meta.dirname, "../app/web/static/vendor");
mkdirSync(target, { recursive: true });

await build({
  entryPoints: { viewer: "viewer.js", editor: "editor/editor.js" },
  outdir: target,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  loader: { ".woff": "file", ".woff2": "file", ".ttf": "file", ".eot": "file", ".svg": "file" },
  logLevel: "warning",
});
const htmx = path.dirname(require.resolve("htmx.org/package.json"));
copyFileSync(path.join(htmx, "dist/htmx.min.js"), path.join(target, "htmx.min.js"));
