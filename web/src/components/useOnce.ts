import { useState } from "react";

/** Whether it has ever been so: what is fetched when first wanted stays from then on. */
export function useOnce(isSo: boolean): boolean {
  const [wasSo, setWasSo] = useState(isSo);
  if (isSo && !wasSo) setWasSo(true);
  return wasSo;
}
