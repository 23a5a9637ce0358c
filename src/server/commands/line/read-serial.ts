/** A serial number as people copy it to the command line, in the capitals of the records. One that is none is found nowhere. */
export function readSerial(text: string): string {
  return text.toUpperCase();
}
