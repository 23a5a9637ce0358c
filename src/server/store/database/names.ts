/**
 * The name of a table or column in the database, whose names are in snake case: `first_used_at` for `firstUsedAt`. Names
 * in snake case stay as they are.
 */
export function databaseName(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The name of a column in the code, which is in camel case: `firstUsedAt` for `first_used_at`. */
export function propertyName(column: string): string {
  return column.replaceAll(/_([a-z0-9])/g, (_, next: string) => next.toUpperCase());
}
