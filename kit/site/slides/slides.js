// Deals the blocks of each section out onto slides of 1280 by 720, so that nothing is cut off; then starts reveal.js.
(async () => {
  const WIDTH = 1280, HEIGHT = 720;
  const READABLE = 1.32; // a picture enlarged so much has letters of 20 px
  const slides = document.querySelector('.slides');
  const stage = slides.appendChild(document.createElement('div'));
  stage.className = 'stage';

  const room = (slide) => HEIGHT - slide.offsetHeight;
  const fits = (slide) => room(slide) >= 0;
  const isHeading = (block) => /^H[1-6]$/.test(block.tagName);
  const isBold = (block) => block.firstElementChild?.matches('strong') && block.textContent === block.firstElementChild.textContent;
  const leadsOn = (block) => isHeading(block) || isBold(block) || /[:…]$/.test(block.textContent.trim());

  function widthOf(slide) {
    const style = getComputedStyle(slide);
    return WIDTH - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  }

  function enlarge(image, slide, height) {
    const factor = Math.min(widthOf(slide) / image.naturalWidth, height / image.naturalHeight);
    image.style.width = `${Math.floor(image.naturalWidth * factor)}px`;
    image.style.height = `${Math.floor(image.naturalHeight * factor)}px`;
  }

  // The tables of an output, out of the boxes around them, so that each can be divided.
  function unwrapped(block) {
    const ownText = [...block.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    if (block.matches('table') || ownText || !block.querySelector('table')) return [block];
    return [...block.children].flatMap(unwrapped);
  }

  const rowsOf = (block) => block.tBodies?.[0] ?? block; // or the items of a list

  // Takes the end of a block that is too tall for its slide off it; returns it as a block, or null.
  function overhang(block, slide) {
    if (block.matches('pre, .highlight')) return lowerLines(block, slide);
    if (!block.matches('table, ul, ol')) return null;
    const parts = [...rowsOf(block).children];
    const moved = [];
    while (!fits(slide) && parts.length > 1) {
      moved.unshift(parts.pop());
      moved[0].remove();
    }
    if (!moved.length) return null;
    divideSpans(parts, moved[0]);
    const rest = block.cloneNode(true);
    rest.removeAttribute('id');
    if (rest.matches('ol')) rest.start = block.start + parts.length;
    rowsOf(rest).replaceChildren(...moved);
    return rest;
  }

  // A cell that reaches over rows on both sides of the cut stands on both.
  function divideSpans(rows, below) {
    const reaching = [];
    rows.forEach((row, place) => {
      for (const cell of row.cells ?? []) {
        const beyond = place + cell.rowSpan - rows.length;
        if (beyond <= 0) continue;
        reaching.push(cell.cloneNode(true));
        reaching.at(-1).rowSpan = beyond;
        cell.rowSpan -= beyond;
      }
    });
    below.prepend(...reaching);
  }

  function lowerLines(block, slide) {
    const pre = block.matches('pre') ? block : block.querySelector('pre');
    const rest = block.cloneNode(true);
    const lower = rest.matches('pre') ? rest : rest.querySelector('pre');
    lower.replaceChildren();
    while (!fits(slide)) {
      const lines = pre.textContent.replace(/\n$/, '').lastIndexOf('\n');
      if (lines < 0) break;
      lower.prepend(cutAt(pre, lines + 1));
    }
    return lower.textContent ? rest : null;
  }

  function cutAt(element, position) {
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    let before = 0;
    while (texts.nextNode() && before + texts.currentNode.length < position) before += texts.currentNode.length;
    const range = document.createRange();
    range.setStart(texts.currentNode, position - before);
    range.setEndAfter(element.lastChild);
    return range.extractContents();
  }

  const isTooWide = (table, slide) => table.offsetWidth > widthOf(slide);

  // A table that is too wide even in small letters becomes two, both with its first column.
  function narrowed(block) {
    const columns = block.rows?.[0].cells.length;
    if (!(columns > 2) || block.querySelector('[colspan], [rowspan]')) return [block];
    const trial = stage.appendChild(document.createElement('section'));
    trial.className = 'slide small';
    trial.append(block);
    const wide = isTooWide(block, trial);
    trial.remove();
    if (!wide) return [block];
    const right = block.cloneNode(true);
    const middle = Math.ceil((columns + 1) / 2);
    for (const row of block.rows) [...row.cells].slice(middle).forEach((cell) => cell.remove());
    for (const row of right.rows) [...row.cells].slice(1, middle).forEach((cell) => cell.remove());
    return [...narrowed(block), ...narrowed(right)];
  }

  function deal(section) {
    const all = [...section.children].filter((block) => block.textContent.trim() || block.matches('img'));
    const title = all.length && isHeading(all[0]) ? all.shift() : null;
    const blocks = all.flatMap(unwrapped).flatMap(narrowed);
    const dealt = [];
    let slide;

    function turn() {
      slide = stage.appendChild(document.createElement('section'));
      slide.className = 'slide';
      if (title) {
        const heading = slide.appendChild(dealt.length ? title.cloneNode(true) : title);
        if (dealt.length) {
          heading.removeAttribute('id');
          heading.insertAdjacentHTML('beforeend', ' <span class="continued">continued</span>');
        }
      }
      dealt.push(slide);
    }

    function place(block) {
      const first = slide.children.length === (title ? 1 : 0);
      slide.append(block);
      if (block.matches('img')) enlarge(block, slide, Math.min(READABLE * block.naturalHeight, first ? HEIGHT : Infinity));
      if (fits(slide)) return;
      if (!first) {
        block.remove();
        const carried = [];
        while (slide.children.length > (title ? 2 : 1) && leadsOn(slide.lastElementChild)) {
          carried.unshift(slide.lastElementChild);
          carried[0].remove();
        }
        turn();
        for (const one of [...carried, block]) place(one);
        return;
      }
      if (block.matches('img')) return enlarge(block, slide, block.offsetHeight + room(slide));
      const rest = overhang(block, slide);
      if (!fits(slide)) slide.classList.add('small');
      if (rest) {
        turn();
        place(rest);
      }
    }

    turn();
    blocks.forEach(place);
    for (const one of dealt) {
      if ([...one.querySelectorAll('table')].some((table) => isTooWide(table, one))) one.classList.add('small');
      const images = one.querySelectorAll('img');
      if (images.length === 1) enlarge(images[0], one, images[0].offsetHeight + room(one));
    }
    section.replaceWith(...dealt);
  }

  document.querySelectorAll('.slides style').forEach((style) => document.head.append(style));
  document.querySelectorAll('.output table').forEach((table) => table.classList.add('computed'));
  for (const cell of document.querySelectorAll('.computed th, .computed td')) {
    if (cell.tagName === 'TD' && !/^[-+−]?[\d.,\s]*\s?%?$/.test(cell.textContent)) cell.classList.add('words');
    cell.innerHTML = cell.innerHTML.replace(/_/g, '_<wbr>');
  }
  for (const head of document.querySelectorAll('.computed thead th')) {
    const below = head.closest('table').tBodies[0]?.rows[0]?.cells[head.cellIndex];
    if (below?.matches('.words')) head.classList.add('words');
  }
  // Opening an answer must not push anything off the slide, so slides are measured with all of them open.
  const closed = [...document.querySelectorAll('details:not([open])')];
  closed.forEach((details) => (details.open = true));
  await Promise.all([...document.images].map((image) => image.decode()));
  document.querySelectorAll('.slides > section > section').forEach(deal);
  closed.forEach((details) => (details.open = false));
  stage.remove();

  await Reveal.initialize({
    width: WIDTH, height: HEIGHT, margin: 0, maxScale: 4, center: false, display: 'flow-root',
    hash: true, navigationMode: 'linear', slideNumber: 'c/t', controlsLayout: 'edges', transition: 'none',
  });
  document.body.dataset.ready = 'yes';
})();
