import { type Device, devices } from "../../../core/import-steps/device.ts";
import { importStepsEn } from "../../../core/import-steps/en.ts";
import { importStepsJa } from "../../../core/import-steps/ja.ts";
import type { NamedFile } from "./named-file.ts";

/** What instructions are for. */
interface Instructions {
  readonly language: "ja" | "en";
  /** The name of the .p12 file. */
  readonly fileName: string;
  /** The device whose steps come first. */
  readonly device?: Device | undefined;
}

const texts = {
  ja: {
    steps: importStepsJa,
    begin: [
      "クライアント証明書のインポート",
      "",
      "このフォルダのファイル",
      "  .p12           証明書と秘密鍵。ブラウザや端末にインポートするファイルです。",
      "  _password.txt  .p12 と .pem のパスワードが入ったテキストファイルです。",
      "  .crt / .pem    証明書と秘密鍵を別々のファイルで使うプログラムのためのファイルです。",
      "",
      "別の端末で使うときは、.p12 ファイルを USB メモリ、ケーブル、AirDrop などでその端末に移してください。",
      "端末が「パスワードが違う」と言うときは、システム管理サイトの「別の端末で使う」で端末を選び、ファイルを受け取り直してください。",
    ],
    names: {
      windows: "Windows(Chrome、Edge)",
      "windows-old": "",
      macos: "macOS(Safari、Chrome)",
      ios: "iPhone、iPad(Safari)",
      android: "Android(Chrome)",
    },
    firefox: ["Firefox", "  「設定」→「プライバシーとセキュリティ」→「証明書を表示」→「あなたの証明書」→「インポート」。"],
    end: [
      "大切な注意",
      "  ・インポートしたら、ブラウザをすべて閉じてから、もう一度接続してください。",
      "  ・パソコンの故障に備え、.p12 ファイルとパスワードを外部媒体などの安全な場所に保管してください。",
      "  ・このフォルダは、メールで送ったり、共有フォルダに置いたままにしたりしないでください。",
      "  ・心当たりのないファイルを受け取ったときは、管理者に連絡して証明書を失効させてください。",
    ],
  },
  en: {
    steps: importStepsEn,
    begin: [
      "Importing the client certificate",
      "",
      "The files in this folder",
      "  .p12           Certificate and private key: the file that browsers and devices import.",
      "  _password.txt  The password of .p12 and .pem.",
      "  .crt / .pem    For programs that use certificate and private key in separate files.",
      "",
      "For another device, take the .p12 file there by a USB drive, a cable, AirDrop or the like.",
      'If the device says that the password is wrong, choose the device in "Use on another device" of the administrators\' site, and get the file again.',
    ],
    names: {
      windows: "Windows (Chrome, Edge)",
      "windows-old": "",
      macos: "macOS (Safari, Chrome)",
      ios: "iPhone, iPad (Safari)",
      android: "Android (Chrome)",
    },
    firefox: ["Firefox", "  Settings, Privacy & Security, View Certificates, Your Certificates, Import."],
    end: [
      "Important",
      "  - After the import, close all windows of the browser, and connect again.",
      "  - In case the computer breaks, keep the .p12 file and its password in a safe place, such as an external medium.",
      "  - Do not send this folder by mail, and do not leave it in a shared folder.",
      "  - If you did not expect these files, ask your administrator to revoke the certificate.",
    ],
  },
} as const;

/** The instructions of a zip file, as old editors of Windows read them: with a byte order mark, and its line breaks. */
export function readmeFile({ language, fileName, device }: Instructions): NamedFile {
  const { steps, begin, names, firefox, end } = texts[language];
  // Both kinds of Windows have the same steps.
  const first = device === "windows-old" ? "windows" : device;
  const all = devices.filter((each) => each !== "windows-old" && each !== first);
  const sections = [...(first === undefined ? [] : [first]), ...all].map((each) => [
    names[each],
    ...steps[each](fileName).map((step, index) => `  ${index + 1}. ${step}`),
  ]);
  const text = [begin, ...sections, firefox, end].map((lines) => `${lines.join("\n")}\n`).join("\n");
  return { name: "README.txt", content: new TextEncoder().encode(`\ufeff${text.replaceAll("\n", "\r\n")}`) };
}
