/** The option for the issuer of a certificate that is named by its serial number. */
export const issuerOption = [
  "--issuer <id>",
  "its issuer, as koshin show prints it; needed if several have issued this serial number",
  (text: string): string => text.toLowerCase(),
] as const;

/** Converts a serial number from the command line to upper case, as in the records. An invalid one is simply not found. */
export function readSerial(text: string): string {
  return text.toUpperCase();
}
