/** FilterLab's camera: its frames as pictures, its refusals in words. */

import { capturePicture } from "./pictures.js";

const FILTER_LAB_REFUSALS = {
  NotAllowedError: "The camera was refused. Allow it beside the address bar, then try again.",
  NotFoundError: "No camera was found.",
  NotReadableError: "The camera is busy in another program.",
};

/**
 * Start the camera; every new frame goes to `onFrame`, the end of the camera to `onEnd`.
 * @returns {Promise<() => void>} a function that stops it
 */
export async function startCamera(onFrame, onEnd) {
  if (!navigator.mediaDevices?.getUserMedia) {
    throw new RangeError("This page has no access to a camera: browsers grant it over https or on localhost only.");
  }
  const wanted = { width: { ideal: 320 }, height: { ideal: 240 }, frameRate: { ideal: 30 } };
  const stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false }).catch((error) => {
    throw new RangeError(FILTER_LAB_REFUSALS[error.name] ?? `The camera did not start: ${error.message}`);
  });
  const video = Object.assign(document.createElement("video"), { muted: true, playsInline: true, srcObject: stream });
  return filterLabWatch(video, stream, onFrame, onEnd);
}

/** Hand on the frames of a stream, one for each frame of the screen at most, until it is stopped or ends. */
function filterLabWatch(video, stream, onFrame, onEnd) {
  const canvas = document.createElement("canvas");
  let request = 0;
  let shown = -1;
  const look = () => {
    if (video.readyState >= 2 && video.currentTime !== shown) {
      shown = video.currentTime;
      onFrame(capturePicture(video, video.videoWidth, video.videoHeight, canvas));
    }
    request = requestAnimationFrame(look);
  };
  stream.getVideoTracks()[0].addEventListener("ended", onEnd);
  video.play().catch(onEnd);
  request = requestAnimationFrame(look);
  return () => {
    cancelAnimationFrame(request);
    stream.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
  };
}
