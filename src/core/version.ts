/**
 * Koshin's version, as in package.json, repeated here so that a page that loads the dialog need not download that file.
 */
export const version = "0.1.0";
