/** Koshin's version, as package.json has it: a page that loads the dialog must not load that file for it. */
export const version = "0.1.0";
