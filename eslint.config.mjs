import js from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["**/dist/", "build/", "coverage/", ".cache/", "test/fixtures/"] },
  js.configs.recommended,
  {
    files: ["lib/**/*.ts", "test/**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { project: ["./tsconfig.json", "./test/tsconfig.json"], tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "no-console": "error",
    },
  },
  {
    files: ["test/**/*.ts"],
    rules: {
      "@typescript-eslint/no-unused-expressions": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
      "no-restricted-syntax": [
        "error",
        ...["ThisExpression", "CallExpression"].map((object) => ({
          selector: `CallExpression[callee.object.type="${object}"][callee.property.name="timeout"]`,
          message: "One limit ends whatever hangs, in package.json and tools/test/mocha.mjs: a machine may be slow.",
        })),
      ],
    },
  },
  { files: ["lib/ground/log.ts"], rules: { "no-console": "off" } },
  {
    files: ["tools/**/*.mjs", "*.mjs"],
    languageOptions: {
      globals: {
        console: "readonly",
        process: "readonly",
        URL: "readonly",
        setTimeout: "readonly",
        clearTimeout: "readonly",
        fetch: "readonly",
        Buffer: "readonly",
        AbortSignal: "readonly",
        performance: "readonly",
      },
    },
  },
  { files: ["tools/**/*.cjs"], languageOptions: { globals: { module: "writable", process: "readonly" } } },
);
