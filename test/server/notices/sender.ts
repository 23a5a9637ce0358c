import { sendNotices } from "../../../src/server/notices/send-notices.ts";
import { openService } from "../../../src/server/service/open-service.ts";

/** A process that opens a data folder, says so, and sends one round of its notices when it is told the time. */
const service = await openService(process.argv[2] ?? "");
process.on("message", (now: string) => {
  void sendNotices(service, new Date(now)).then(async (delivered) => {
    await service.close();
    process.send?.(delivered, () => process.disconnect());
  });
});
process.send?.("ready");
