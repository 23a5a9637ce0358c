import { momentsIn } from "../../core/moments-in.ts";
import type { Language } from "../../ui/language.ts";
import { listedMoment } from "./formats.ts";

/** A moment as the clocks of a tenant show it, in the form of `listedMoment`, beside hours that are by these clocks. */
export function momentOfTenant(moment: string, timeZone: string, language: Language): string {
  const written = momentsIn(timeZone)?.(Date.parse(moment));
  // A database from another machine may name a zone that this browser does not know.
  if (written === undefined) return listedMoment(moment, language);
  return language === "ja" ? written.replaceAll("-", "/") : written;
}
