import type { Device, devices } from "../../../core/import-steps/device.ts";
import { importStepsEn } from "../../../core/import-steps/en.ts";
import type { ImportSteps } from "../../../core/import-steps/import-steps.ts";
import { importStepsJa } from "../../../core/import-steps/ja.ts";
import type { Language } from "../../../ui/language.ts";

/** The texts of 別の端末で使う, which are loaded with it. */
interface DeviceTexts {
  readonly heading: string;
  readonly lead: (cn: string) => string;
  readonly device: string;
  readonly devices: Readonly<Record<(typeof devices)[number], string>>;
  /** How the file gets onto the device. */
  readonly carry: Readonly<Record<Device, string>>;
  readonly steps: ImportSteps;
  readonly stepsHeading: string;
  readonly p12: string;
  readonly zip: string;
  readonly password: string;
  readonly shared: string;
  /** Why there is no file for another device. */
  readonly none: Readonly<Record<"on-device" | "destroyed" | "refused", string>>;
  readonly another: string;
  readonly anotherLead: string;
}

const ja: DeviceTexts = {
  heading: "別の端末で使う",
  lead: (cn) => `${cn} の証明書を、別の端末にもインポートします。端末に合わせた形式のファイルをお渡しします。`,
  device: "使う端末",
  devices: {
    windows: "Windows 10、11",
    "windows-old": "古いWindows（8.1以前、Server 2016以前）",
    macos: "Mac",
    ios: "iPhone、iPad",
    android: "Android",
  },
  carry: {
    windows: "ファイルをUSBメモリなどでそのパソコンに移し、パスワードはファイルとは別に伝えてください。",
    "windows-old": "ファイルをUSBメモリなどでそのパソコンに移し、パスワードはファイルとは別に伝えてください。",
    macos: "ファイルをUSBメモリやAirDropでそのMacに移し、パスワードはファイルとは別に伝えてください。",
    ios: "ファイルをAirDropやケーブルでその端末の「ファイル」アプリに移し、パスワードはファイルとは別に伝えてください。",
    android: "ファイルをUSBケーブルなどでその端末に移し、パスワードはファイルとは別に伝えてください。",
  },
  steps: importStepsJa,
  stepsHeading: "端末での手順",
  p12: "ファイルを受け取る(p12形式)",
  zip: "手順と一緒に受け取る(zip形式)",
  password: "パスワード",
  shared:
    "同じ証明書を使う端末は、1台を失くして失効すると、すべて接続できなくなります。端末ごとに分けるには、もう1枚発行してください。",
  none: {
    "on-device":
      "この証明書の鍵は利用者の端末で作られ、その端末から取り出せません。別の端末では、同じCNの証明書をもう1枚発行して使います。今の証明書はそのまま使えます。",
    destroyed:
      "この証明書の鍵は、このテナントの規則により破棄されました。別の端末では、同じCNの証明書をもう1枚発行して使います。今の証明書はそのまま使えます。",
    refused:
      "このテナントでは、1枚の証明書を複数の端末で使わないことになっています。別の端末では、同じCNの証明書をもう1枚発行して使います。今の証明書はそのまま使えます。",
  },
  another: "もう1枚発行する",
  anotherLead: "発行した証明書の画面で、もう一度「別の端末で使う」を押すと、端末ごとの手順とファイルを受け取れます。",
};

const en: DeviceTexts = {
  heading: "Use on another device",
  lead: (cn) => `The certificate of ${cn} is imported on another device as well. You get a file that this device can read.`,
  device: "Device",
  devices: {
    windows: "Windows 10 or 11",
    "windows-old": "Older Windows (8.1 or before, Server 2016 or before)",
    macos: "Mac",
    ios: "iPhone or iPad",
    android: "Android",
  },
  carry: {
    windows: "Take the file to the computer by a USB drive or the like, and tell the password separately.",
    "windows-old": "Take the file to the computer by a USB drive or the like, and tell the password separately.",
    macos: "Take the file to the Mac by a USB drive or AirDrop, and tell the password separately.",
    ios: "Send the file to the app Files of the device by AirDrop or a cable, and tell the password separately.",
    android: "Take the file to the device by a USB cable or the like, and tell the password separately.",
  },
  steps: importStepsEn,
  stepsHeading: "Steps on the device",
  p12: "Get the file (p12)",
  zip: "Get it with the steps (zip)",
  password: "Password",
  shared:
    "If one of the devices with the same certificate is lost and the certificate revoked, none of them can connect. To keep devices apart, issue another certificate.",
  none: {
    "on-device":
      "The key of this certificate was made on its holder's device and cannot be taken from it. For another device, issue another certificate with the same CN. This one stays valid.",
    destroyed:
      "The key of this certificate was destroyed by your organisation's rules. For another device, issue another certificate with the same CN. This one stays valid.",
    refused:
      "In your organisation, a certificate is not used on several devices. For another device, issue another certificate with the same CN. This one stays valid.",
  },
  another: "Issue another certificate",
  anotherLead:
    "On the page of the new certificate, press “Use on another device” again to get its file and the steps for the device.",
};

/** In a language. */
export function deviceTexts(language: Language): DeviceTexts {
  return { ja, en }[language];
}
