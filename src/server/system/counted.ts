/**
 * A number and what it counts: `1 certificate`, `2 certificates`.
 *
 * @param thing the singular
 * @param things the plural; by default the singular with an s
 */
export function counted(number: number, thing: string, things = `${thing}s`): string {
  return `${number} ${number === 1 ? thing : things}`;
}
