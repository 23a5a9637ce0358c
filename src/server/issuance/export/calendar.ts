import { foldLines, ICalAlarmType, ICalCalendar, ICalCalendarMethod, ICalEvent, ICalEventTransparency } from "ical-generator";
import type { FoundCertificate } from "../../store/certificates/search-certificates.ts";
import { exportWords, type ExportLanguage } from "./words.ts";

/** When a calendar reminds of an expiry, in seconds before it: while it can be renewed without haste, and at the last moment. */
const reminders = [30, 7].map((days) => days * 86_400);

/** What a calendar is written of, and for whom. */
interface CalendarForm {
  readonly tenant: string;
  readonly language: ExportLanguage;
  readonly now: Date;
  /** The address of a certificate's details. */
  readonly addressOf: (found: FoundCertificate) => string;
}

const end = "END:VCALENDAR";

/**
 * The expiries of certificates that are valid as a calendar (RFC 5545), page by page. An expiry has the same UID in every calendar,
 * so that importing a later one changes events instead of adding them.
 */
export async function* calendarOf(
  pages: AsyncIterable<readonly FoundCertificate[]>,
  { tenant, language, now, addressOf }: CalendarForm,
): AsyncGenerator<string, void> {
  const words = exportWords[language];
  const calendar = new ICalCalendar({
    name: words.calendar(tenant),
    prodId: { company: "Koshin", product: "Koshin", language: language.toUpperCase() },
    method: ICalCalendarMethod.PUBLISH,
  });
  yield calendar.toString().replace(new RegExp(`${end}\\s*$`), "");
  for await (const page of pages) {
    const events = page.filter(({ state }) => state === "in-use" || state === "applied-for");
    for (const found of events) {
      const { issuer, serial, cn, notAfter, device, remark } = found;
      const event = new ICalEvent(
        {
          id: `${issuer}-${serial}@koshin`,
          stamp: now,
          start: new Date(notAfter),
          summary: words.expiry(cn),
          description: [device, remark, `${words.columns.serial}: ${serial}`].filter((line) => (line ?? "") !== "").join("\n"),
          url: addressOf(found),
          transparency: ICalEventTransparency.TRANSPARENT,
          alarms: reminders.map((trigger) => ({ type: ICalAlarmType.display, trigger, description: words.expiry(cn) })),
        },
        calendar,
      );
      yield `${foldLines(event.toString().trimEnd())}\r\n`;
    }
  }
  yield `${end}\r\n`;
}
