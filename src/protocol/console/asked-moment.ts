import * as v from "valibot";
import { existingDay } from "../../core/existing-day.ts";

/**
 * A moment in a request. ISO 8601 also allows an offset of hours alone, such as +09, which `Date` does not read, and `Date` also
 * reads days that do not exist.
 */
export const AskedMoment = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.regex(new RegExp(String.raw`^${existingDay}[T ].*(?:Z|[+-]\d\d:?\d\d)$`)),
);
