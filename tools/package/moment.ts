/**
 * The time of the files in packages, in seconds since 1970: `SOURCE_DATE_EPOCH` where the environment has it
 * (https://reproducible-builds.org/specs/source-date-epoch/), or else the time that npm writes into its packages.
 */
export function moment(): number {
  const given = process.env["SOURCE_DATE_EPOCH"];
  if (given === undefined) return Date.UTC(1985, 9, 26, 8, 15) / 1000;
  if (!/^\d+$/.test(given)) throw new Error("SOURCE_DATE_EPOCH must be a number of seconds since 1970.");
  return Number(given);
}
