/** Koshin's version, as in package.json, which a page that loads the dialog must not download for it. */
export const version = "0.1.0";
