import { KoshinError } from "../errors.ts";
import { commonNameForm, tenantForm, type Subject } from "../x509/subject.ts";

/** `<six digits>_JP_<tenant>_<cn>.p12`; nothing in it can leave a folder. */
export const p12FileNameForm = new RegExp(`^\\d{6}_JP_${inner(tenantForm)}_${inner(commonNameForm)}\\.p12$`);

function inner({ source }: RegExp): string {
  return source.slice("^".length, -"$".length);
}

/**
 * The name of a .p12 file: `<six digits>_JP_<tenant>_<cn>.p12`.
 *
 * @param number a sequence number, of which the last six digits are used
 * @throws KoshinError `subject-not-nameable` if the subject has a character that could leave the folder or mislead
 */
export function p12FileName(number: number, subject: Subject): string {
  if (!tenantForm.test(subject.o) || !commonNameForm.test(subject.cn)) {
    throw new KoshinError("subject-not-nameable");
  }
  return `${String(number % 1_000_000).padStart(6, "0")}_JP_${subject.o}_${subject.cn}.p12`;
}
