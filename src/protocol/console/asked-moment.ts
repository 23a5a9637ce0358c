import * as v from "valibot";

/** A moment in a request. ISO 8601 also allows an offset of hours alone, such as +09, which `Date` does not read. */
export const AskedMoment = v.pipe(v.string(), v.isoTimestamp(), v.regex(/(?:Z|[+-]\d\d:?\d\d)$/));
