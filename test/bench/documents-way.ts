/** What the field's document has a person do between its dialog and the proof, sentence by sentence, and how many actions each is. */
export const documentsWay: readonly { readonly quote: string; readonly actions: number }[] = [
  { quote: "そのまま「更新」を選択してください。", actions: 1 },
  { quote: "「こちら」を押下すると、証明書のダウンロードがおこなわれます。", actions: 1 },
  { quote: "「確認する」を押下すると証明書インポート時に必要となるパスワードが表示されます。", actions: 1 },
  // Pasting and saving; that it has to be copied, and an editor to be opened, is not told and not counted.
  { quote: "テキストファイルに貼り付けて保存し", actions: 2 },
  { quote: "ダブルクリックしてください。", actions: 1 },
  { quote: "証明書のインポートウィザードが表示されますので、[次へ]を押します。", actions: 1 },
  { quote: "そのまま[次へ]を押下してください", actions: 1 },
  { quote: "テキストファイルに保存したパスワードを入力して[次へ]を押下してください。", actions: 2 },
  { quote: "証明書ストアの選択画面が表示されます。そのまま[次へ]を押下してください。", actions: 1 },
  { quote: "[完了]を押下してください。", actions: 1 },
  { quote: "「正しくインポートされました」のメッセージが表示されますので、[OK]を押下する", actions: 1 },
  { quote: "再度WebORCAへ接続をおこない", actions: 1 },
  { quote: "証明書を選択し、「OK」してください。", actions: 2 },
  // The user's name, the password, the button.
  { quote: "正しくログインできることを確認してください。", actions: 3 },
];

/** The sentences of these that are the import itself, from the file to the wizard's end. */
export const documentsImport = documentsWay.slice(4, 11);
