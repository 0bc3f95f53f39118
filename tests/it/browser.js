'use strict';
// Measures the documents in all frames of this one, and writes what is wrong with them into #found.
addEventListener('load', () => {
  const channel = c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const contrast = (a, b) => {
    const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (high + 0.05) / (low + 0.05);
  };
  const numbers = colour => (colour.match(/[\d.]+/g) || []).map(Number);
  const over = ([r, g, b, a = 1], under) => [r, g, b].map((c, i) => c * a + under[i] * (1 - a));
  const frames = [...document.querySelectorAll('iframe')];
  const found = frames.map(frame => {
    const closed = look(frame);
    frame.contentDocument.querySelectorAll('details').forEach(details => { details.open = true; });
    const open = look(frame);
    return { ...open, texts: closed.texts, wrong: [...closed.wrong, ...open.wrong].slice(0, 20) };
  });
  document.getElementById('found').textContent = JSON.stringify(found);

  function look(frame) {
    const [view, page] = [frame.contentWindow, frame.contentDocument];
    const wrong = [];
    const texts = [];
    const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (!node.data.trim() || parent.closest('style, title, desc') || !parent.checkVisibility()) continue;
      const range = page.createRange();
      range.selectNodeContents(node);
      const boxes = [...range.getClientRects()].filter(box => box.width > 0 && box.height > 0);
      if (!boxes.length) continue;
      const said = node.data.trim().slice(0, 40);
      const style = view.getComputedStyle(parent);
      const inChart = parent.closest('svg');
      const colour = numbers(inChart ? style.fill : style.color);
      // The background is that of the nearest ancestor that has one, and in a chart also of the shapes below the text.
      let paper = [255, 255, 255];
      const layers = [];
      for (let element = parent; element; element = element.parentElement) {
        const background = numbers(view.getComputedStyle(element).backgroundColor);
        if (background.length && background[3] !== 0) {
          layers.push(background);
          if (background.length === 3) break;
        }
      }
      for (const layer of layers.reverse()) paper = over(layer, paper);
      if (inChart) {
        const { left, right, top, bottom } = boxes[0];
        for (const shape of inChart.querySelectorAll('rect')) {
          const box = shape.getBoundingClientRect();
          if (box.left < right && left < box.right && box.top < bottom - 4 && top + 4 < box.bottom) {
            const shapeStyle = view.getComputedStyle(shape);
            if (shapeStyle.fill === 'none') continue;
            const fill = numbers(shapeStyle.fill).slice(0, 3);
            paper = over([...fill, Number(shapeStyle.fillOpacity)], paper);
          }
        }
      }
      const ratio = contrast(over(colour, paper), paper);
      if (ratio < 4.5) wrong.push(`contrast ${ratio.toFixed(2)} of ${style.color} on ${paper}: ${said}`);
      for (const box of boxes) {
        const scrolls = parent.closest('figure');
        // What scrolls by itself may be wider than the page.
        const isWide = scrolls && scrolls.scrollWidth > scrolls.clientWidth;
        const around = isWide && scrolls.getBoundingClientRect();
        // From right to left, what is wider reaches beyond the left.
        const isMirrored = isWide && view.getComputedStyle(scrolls).direction === 'rtl';
        const start = isMirrored ? around.right - scrolls.scrollWidth : 0;
        const end = isWide && !isMirrored ? around.left + scrolls.scrollWidth : view.innerWidth;
        // What stands in no figure keeps off the edges of the page.
        const edge = page.body.classList.contains('scoreshift-page') && !scrolls ? 8 : 0;
        if (box.left < edge || box.right > view.innerWidth - edge && edge) wrong.push(`at the edge, ${box.left}–${box.right}: ${said}`);
        if (box.left < start - 0.5 || box.right > end + 0.5) wrong.push(`cut off at ${box.left}–${box.right}: ${said}`);
        // The box of a line has room above and below its letters, which boxes of two lines may share.
        const spare = box.height * 0.2;
        texts.push({ node, said, left: box.left, right: box.right, top: box.top + spare, bottom: box.bottom - spare });
      }
    }
    texts.forEach((a, index) => {
      for (const b of texts.slice(index + 1)) {
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (a.node !== b.node && across > 1 && down > 1) wrong.push(`overlap: ${a.said} | ${b.said}`);
      }
    });
    if (page.documentElement.scrollWidth > view.innerWidth) {
      wrong.push(`the page is ${page.documentElement.scrollWidth} wide`);
    }
    for (const element of page.body.querySelectorAll('*')) {
      const overflow = view.getComputedStyle(element).overflowX;
      const mayScroll = overflow === 'auto' && element.querySelector('svg[width]:not([width="100%"])');
      if (overflow !== 'visible' && !mayScroll && element.scrollWidth > element.clientWidth + 1 && element.clientWidth) {
        wrong.push(`${element.tagName}.${element.className} hides what is in it`);
      }
    }
    const requests = view.performance.getEntriesByType('resource').map(entry => entry.name);
    return {
      name: frame.dataset.name,
      asked: Number(frame.getAttribute('width')),
      width: view.innerWidth,
      dark: view.matchMedia('(prefers-color-scheme: dark)').matches,
      texts: texts.length,
      wrong,
      requests,
    };
  }
});
