import type { ReactElement } from 'react';
import { useCopy } from '../hooks/useCopy';

/** A drawn face as the page marks one: what to expect, before the camera is on. */
export function FacePicture(): ReactElement {
  const copy = useCopy();
  return (
    <svg className="face-picture" viewBox="0 0 320 240" aria-hidden="true" focusable="false">
      <path className="face-picture-body" d="M70 240c4-44 40-62 90-62s86 18 90 62Z" />
      <ellipse className="face-picture-head" cx="160" cy="112" rx="56" ry="68" />
      <path
        className="face-picture-line"
        d="M131 96c4-5 12-5 16 0M173 96c4-5 12-5 16 0M134 134c14 20 38 20 52 0-16 6-36 6-52 0Z"
      />
      <path className="face-picture-line face-picture-soft" d="M160 104l-6 20h10" />
      <path
        className="face-picture-mark"
        d="M92 60V44a10 10 0 0 1 10-10h16M202 34h16a10 10 0 0 1 10 10v16M228 164v16a10 10 0 0 1-10 10h-16M118 190h-16a10 10 0 0 1-10-10v-16"
      />
      <rect className="face-picture-chip" x="112" y="8" width="96" height="30" rx="15" />
      <text className="face-picture-label" x="160" y="28" textAnchor="middle">
        {copy.expressionName('happy')}
      </text>
    </svg>
  );
}
