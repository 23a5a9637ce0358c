import * as v from "valibot";

const limit = 2_048;

const LoginForm = v.strictObject({
  user: v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(64)),
  password: v.pipe(v.string(), v.nonEmpty(), v.maxLength(256)),
});
/** What a person fills in on the login page. */
export type LoginForm = v.InferOutput<typeof LoginForm>;

/** Reads the login form; undefined where it is too large, of another media type, or not the form. */
export async function readLoginForm(request: Request): Promise<LoginForm | undefined> {
  if (!/^application\/x-www-form-urlencoded(;|$)/.test(request.headers.get("Content-Type") ?? "")) return undefined;
  const body = await readLimited(request);
  if (body === undefined) return undefined;
  const form = v.safeParse(LoginForm, Object.fromEntries(new URLSearchParams(body)));
  return form.success ? form.output : undefined;
}

async function readLimited(request: Request): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.byteLength;
    if (length > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
