import js from "@eslint/js";
import globals from "globals";

const rules = {
  ...js.configs.recommended.rules,
  "curly": ["error", "multi-line"],
  "eqeqeq": "error",
  "max-len": ["error", { "code": 120, "ignoreUrls": true }],
  "max-lines": ["error", { "max": 400, "skipComments": true }],
  "no-console": ["error", { "allow": ["error"] }],
  "no-implicit-globals": "error",
  "no-shadow": "error",
  "no-unused-vars": "error",
  "no-var": "error",
  "prefer-const": "error",
  "quotes": ["error", "double", { "avoidEscape": true }],
  "semi": ["error", "always"],
};

export default [
  {
    files: ["book/_ext/*.js"],
    languageOptions: { sourceType: "commonjs", globals: globals.node },
    rules: { ...rules, "no-implicit-globals": "off" },
  },
  { files: ["cnnlib/widgets/*.js"], languageOptions: { sourceType: "module", globals: globals.browser }, rules },
  {
    files: ["book/_static/*.js"],
    languageOptions: { sourceType: "script", globals: { ...globals.browser, cnnWidgets: "readonly" } },
    rules,
  },
];
