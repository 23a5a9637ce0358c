import type { NamedFile } from "./named-file.ts";

const ja = `クライアント証明書のインポート

このフォルダのファイル
  .p12           証明書と秘密鍵。ブラウザや端末にインポートするファイルです。
  _password.txt  .p12 と .pem のパスワード。
  .crt / .pem    証明書と秘密鍵を別々のファイルで使うプログラムのためのファイルです。

Windows(Chrome、Edge)
  1. .p12 ファイルをダブルクリックします。「証明書のインポートウィザード」が表示されます。
  2. 保存場所は「現在のユーザー」のまま「次へ」を押します。
  3. ファイル名はそのまま「次へ」を押します。
  4. _password.txt のパスワードを貼り付けて「次へ」を押します。
  5. 証明書ストアはそのまま「次へ」を押し、「完了」を押します。
  6. ブラウザをすべて閉じてから、もう一度接続します。

macOS(Safari、Chrome)
  .p12 ファイルをダブルクリックし、キーチェーン「ログイン」を選び、パスワードを貼り付けます。

Firefox
  「設定」→「プライバシーとセキュリティ」→「証明書を表示」→「あなたの証明書」→「インポート」。

iPhone、iPad
  .p12 ファイルを開き、「設定」→「ダウンロード済みのプロファイル」でインストールします。

Android
  「設定」→「セキュリティ」→「証明書のインストール」で .p12 ファイルを選びます。

大切な注意
  ・パソコンの故障に備え、.p12 ファイルとパスワードを外部媒体などの安全な場所に保管してください。
  ・このフォルダは、メールで送ったり、共有フォルダに置いたままにしたりしないでください。
  ・心当たりのないファイルを受け取ったときは、管理者に連絡して証明書を失効させてください。
`;

const en = `Importing the client certificate

The files in this folder
  .p12           Certificate and private key: the file that browsers and devices import.
  _password.txt  The password of .p12 and .pem.
  .crt / .pem    For programs that use certificate and private key in separate files.

Windows (Chrome, Edge)
  1. Double-click the .p12 file. The Certificate Import Wizard opens.
  2. Keep the store location Current User, and press Next.
  3. Keep the file name, and press Next.
  4. Paste the password from _password.txt, and press Next.
  5. Keep the certificate store, press Next, and then Finish.
  6. Close all windows of the browser, and connect again.

macOS (Safari, Chrome)
  Double-click the .p12 file, choose the keychain "login", and paste the password.

Firefox
  Settings, Privacy & Security, View Certificates, Your Certificates, Import.

iPhone, iPad
  Open the .p12 file, and install it in Settings, Profile Downloaded.

Android
  Settings, Security, Install a certificate: choose the .p12 file.

Important
  - In case the computer breaks, keep the .p12 file and its password in a safe place, such as an external medium.
  - Do not send this folder by mail, and do not leave it in a shared folder.
  - If you did not expect these files, ask your administrator to revoke the certificate.
`;

/** The instructions of a zip file, as old editors of Windows read them: with a byte order mark, and its line breaks. */
export function readmeFile(language: "ja" | "en"): NamedFile {
  const text = language === "ja" ? ja : en;
  return { name: "README.txt", content: new TextEncoder().encode(`\ufeff${text.replaceAll("\n", "\r\n")}`) };
}
