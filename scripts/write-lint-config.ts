import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { LAYERS, RENDERER_LAYERS } from "./layers.ts";

const FOLDERS = Object.keys(LAYERS);
const NODE_ONLY = "^(node:|electron$|@duckdb/|better-sqlite3$|ws$|yauzl$|yazl$|react|@orpc/server)";

interface Pattern {
  regex: string;
  message: string;
  allowTypeImports?: boolean;
}

function folderPattern(folders: readonly string[], message: string, allowTypeImports = false): Pattern[] {
  if (folders.length === 0) return [];
  const regex = `^(\\.\\./)+(src/)?(${folders.join("|")})/`;
  return [allowTypeImports ? { regex, message, allowTypeImports } : { regex, message }];
}

function layerOverride(folder: string): object {
  const layer = LAYERS[folder];
  if (layer === undefined) throw new Error(`No layer named ${folder}.`);
  const typesOnly = layer.mayImportTypes ?? [];
  const forbidden = FOLDERS.filter((other) => other !== folder && !layer.mayImport.includes(other) && !typesOnly.includes(other));
  const patterns: Pattern[] = [
    ...folderPattern(forbidden, `${folder}/ may import only ${layer.mayImport.join(", ") || "nothing"}`),
    ...folderPattern(typesOnly, `${folder}/ may import only types from here`, true),
    { regex: "^(\\.\\./)+(electron|renderer|test|scripts)/", message: "src/ stands on its own" },
    { regex: layer.environment === "core" ? NODE_ONLY : "^(electron$|react)", message: `${folder}/ runs without these` },
  ];
  return { files: [`src/${folder}/**`], rules: { "no-restricted-imports": ["error", { patterns }] } };
}

const RAW_IPC = { name: "electron", importNames: ["ipcMain", "ipcRenderer"], message: "raw IPC stays in electron/" };

export function lintConfig(): object {
  return {
    $schema: "./node_modules/oxlint/configuration_schema.json",
    plugins: ["typescript", "react", "jsx-a11y", "import", "unicorn", "oxc", "promise", "node"],
    categories: { correctness: "error" },
    ignorePatterns: ["dist", "release", "node_modules"],
    rules: {
      "import/no-cycle": "error",
      "max-lines": ["error", { max: 300, skipBlankLines: false, skipComments: false }],
      "typescript/no-floating-promises": "error",
      "typescript/no-misused-promises": "error",
      "typescript/no-explicit-any": "error",
      "typescript/consistent-type-imports": "error",
      "react/exhaustive-deps": "error",
      "react/react-in-jsx-scope": "off",
      "jsx-a11y/prefer-tag-over-role": "off",
      "no-console": "error",
    },
    overrides: [
      { files: ["src/**"], rules: { "import/no-default-export": "error" } },
      ...FOLDERS.map(layerOverride),
      {
        files: ["renderer/**"],
        rules: {
          "no-restricted-globals": ["error", "process", "Buffer", "require", "global", "__dirname"],
          "no-restricted-imports": [
            "error",
            {
              patterns: [
                ...folderPattern(
                  FOLDERS.filter((folder) => !RENDERER_LAYERS.includes(folder)),
                  "the window may reach only contract/, charts/ and foundation/",
                ),
                { regex: "^(node:|electron$|@duckdb/|better-sqlite3$|ws$|@orpc/server)", message: "the window is a web page" },
              ],
            },
          ],
        },
      },
      {
        files: ["electron/**"],
        rules: {
          "no-restricted-imports": [
            "error",
            {
              patterns: folderPattern(
                FOLDERS.filter((folder) => !["workbench", "contract", "foundation"].includes(folder)),
                "electron/ stays thin",
              ),
            },
          ],
        },
      },
      {
        files: ["test/**", "scripts/**"],
        rules: { "no-restricted-imports": ["error", { paths: [RAW_IPC] }], "max-lines": "off", "no-console": "off" },
      },
      { files: ["test/**"], rules: { "typescript/no-floating-promises": "error", "typescript/unbound-method": "off" } },
      { files: ["src/cli/**"], rules: { "no-console": "off" } },
    ],
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href)
  writeFileSync(new URL("../.oxlintrc.json", import.meta.url), `${JSON.stringify(lintConfig(), null, 2)}\n`);
