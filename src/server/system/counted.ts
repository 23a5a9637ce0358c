/**
 * A number and what it counts: `1 certificate`, `2 certificates`.
 *
 * @param thing one of them
 * @param things several of them, where that is not the same with an s
 */
export function counted(number: number, thing: string, things = `${thing}s`): string {
  return `${number} ${number === 1 ? thing : things}`;
}
