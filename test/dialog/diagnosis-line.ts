import * as v from "valibot";

const word = v.pipe(v.string(), v.regex(/^[\w.,/-]{1,64}$/));
const code = v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,64}$/));
const serial = v.pipe(v.string(), v.regex(/^[0-9A-F]{2,40}$/));

/** The permitted keys and values of a diagnosis. */
const Diagnosis = v.strictObject({
  koshin: v.pipe(v.string(), v.regex(/^\d+\.\d+\.\d+$/)),
  time: v.pipe(v.string(), v.isoTimestamp()),
  part: v.picklist(["extension", "page", "recovery", "popup"]),
  browser: v.pipe(v.string(), v.regex(/^(?:\w+\/[\d.]+|unknown)$/)),
  os: v.pipe(v.string(), v.regex(/^(?:windows|macos|linux|chromeos|android|ios)(?:\/[\d.]+)?$/)),
  host: v.optional(v.pipe(v.string(), v.regex(/^[a-z0-9.-]+$/))),
  step: word,
  stage: v.optional(v.picklist(["issued", "fetched", "password-shown", "imported", "first-used"])),
  job: v.optional(v.picklist(["renew", "rewrite", "download", "report", "prove"])),
  error: v.optional(code),
  causes: v.optional(word),
  miss: v.optional(code),
  seen: v.optional(serial),
  old: v.optional(serial),
  new: v.optional(serial),
  days: v.optional(v.pipe(v.string(), v.regex(/^-?\d+$/))),
  clock: v.optional(v.pipe(v.string(), v.regex(/^[+-]\d+s$/))),
  request: v.optional(word),
});

/** Parses a diagnosis; throws unless it is one line of permitted keys and values. */
export function readDiagnosis(line: string): v.InferOutput<typeof Diagnosis> {
  const pairs = line.split(" ").map((pair) => {
    const [key = "", value = "", ...more] = pair.split("=");
    if (more.length > 0) throw new Error(`${pair} is not a key=value pair.`);
    return [key, value] as const;
  });
  return v.parse(Diagnosis, Object.fromEntries(pairs));
}
