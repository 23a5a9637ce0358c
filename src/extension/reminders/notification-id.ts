import type { RecordName } from "../renewals/record.ts";

const prefix = "koshin-renewal";

/** The name of the notification about a record's certificate; a later one takes the place of an earlier one. */
export function notificationId({ origin, serial }: RecordName): string {
  return [prefix, serial, origin].join(" ");
}

/** The record that a notification is about; undefined where it is none of ours. */
export function readNotificationId(id: string): RecordName | undefined {
  const [first, serial, origin] = id.split(" ");
  return first === prefix && serial !== undefined && origin !== undefined ? { origin, serial } : undefined;
}
