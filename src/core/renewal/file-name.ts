import { KoshinError } from "../errors.ts";
import type { Subject } from "../x509/subject.ts";

/**
 * The name of a .p12 file: `<six digits>_JP_<tenant>_<cn>.p12`.
 *
 * @param number which file it is; its last six digits count
 * @throws KoshinError `subject-not-nameable` where the subject has a character that could leave the folder or confuse
 */
export function p12FileName(number: number, subject: Subject): string {
  if (!/^[A-Za-z0-9-]{1,64}$/.test(subject.o) || !/^[a-z]{1,16}\d{1,12}$/.test(subject.cn)) {
    throw new KoshinError("subject-not-nameable");
  }
  return `${String(number % 1_000_000).padStart(6, "0")}_JP_${subject.o}_${subject.cn}.p12`;
}
