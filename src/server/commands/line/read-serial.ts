/** Converts a serial number from the command line to upper case, as in the records. An invalid one is simply not found. */
export function readSerial(text: string): string {
  return text.toUpperCase();
}
