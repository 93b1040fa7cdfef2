import { type RefObject, useEffect, useRef } from "react";

/** Takes the focus when what had it is gone, as a button that was pressed: reading goes on at the result. */
export function useFocusWhenLost<Element extends HTMLElement>(): RefObject<Element | null> {
  const place = useRef<Element>(null);
  useEffect(() => {
    if (document.activeElement === document.body) place.current?.focus({ preventScroll: true });
  }, []);
  return place;
}
