// Pictures of phones are five times larger than anybody looks at them. What the browser cannot read stays as it is.
export const LONGEST_EDGE = 2000; // as the server keeps pictures: more would only be sent

export async function smaller(file, edge = LONGEST_EDGE) {
  const picture = await createImageBitmap(file).catch(() => null);
  const factor = picture ? edge / Math.max(picture.width, picture.height) : 1;
  if (factor >= 1) return file;
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: Math.round(picture.width * factor), height: Math.round(picture.height * factor) });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const made = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
  return made ? new File([made], `${file.name.replace(/\.[^.]*$/, "")}.jpg`, { type: "image/jpeg" }) : file;
}
