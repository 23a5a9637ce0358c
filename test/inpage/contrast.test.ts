import { describe, expect, test } from "vitest";
import { contrast, readRgb } from "../../src/inpage/contrast.ts";

describe("contrast", () => {
  test.for([
    { pair: "black on white", one: [0, 0, 0], other: [1, 1, 1], ratio: 21 },
    { pair: "a colour on itself", one: [0.2, 0.4, 0.6], other: [0.2, 0.4, 0.6], ratio: 1 },
    {
      pair: "#767676 on white, the lightest grey that WCAG AA allows",
      one: [0x76 / 255, 0x76 / 255, 0x76 / 255],
      other: [1, 1, 1],
      ratio: 4.54,
    },
    { pair: "red on white", one: [1, 0, 0], other: [1, 1, 1], ratio: 4 },
    { pair: "a colour brighter than sRGB has on black", one: [1.2, 1.1, 1.3], other: [0, 0, 0], ratio: 21 },
  ] as const)("of $pair is $ratio, either way round", ({ one, other, ratio }) => {
    expect(contrast(one, other)).toBeCloseTo(ratio, 2);
    expect(contrast(other, one)).toBe(contrast(one, other));
  });
});

test.for([
  { computed: "color(srgb 1 0.5 0)", rgb: [1, 0.5, 0] },
  { computed: "color(srgb -0.02 1.1 1e-7)", rgb: [-0.02, 1.1, 1e-7] },
  { computed: "color(srgb 1 0.5 0 / 0.5)", rgb: undefined },
  { computed: "rgb(1, 2, 3)", rgb: undefined },
  { computed: "", rgb: undefined },
] as const)("“$computed” is read as $rgb", ({ computed, rgb }) => expect(readRgb(computed)).toEqual(rgb));
