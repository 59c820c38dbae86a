/**
 * Words so common that they tell nothing of what a question is about. Folded forms (ё as е, no apostrophes). Short on
 * purpose: a word in this list cannot be what somebody looks for, unless the question has no other words.
 */
const russian = `
а без более больше бы был была были было быть в вам вас вашего ваш ваша ваши вдоль весь во вот все всего всей всем
всеми всех всю вся вы где да даже для до его ее ей ему если есть еще ею же за и из изза или им ими их к как какая
какие какие каких какого какой каком каким какую ко когда кого кому который которая которое которые которого которой
которых котором которую кто ли либо между меня мне мной мною мог могу может мои мой моя мы на над нам нас наш наша
наши не него нее ней нем нему нет ни них ними но ну о об обо он она они оно от ото перед по под после потому при
про с сам сама сами свой своя свои себе себя со так также такая такие такой там тебе тебя тем теми то тобой того тоже
той только том тому тот ту ты у уже хотя чего чем чему через что чтобы эта эти этим этими этих это этого этой этом
этому этот эту я ж ведь разве вообще именно почему зачем сколько куда откуда каково была будет будут
`;
const english = `
a about above after again against all am an and any are arent as at be because been before being below between both
but by can cannot cant could couldnt did didnt do does doesnt doing dont down during each few for from further had
has hasnt have havent having he her here hers herself him himself his how i id if ill im in into is isnt it its itself
ive just me more most my myself no nor not now of off on once only or other our ours ourselves out over own same she
should shouldnt so some such than that thats the their theirs them themselves then there these they theyre this those
through to too under until up us very was wasnt we were werent weve what whats when where which while who whom whose
why will with wont would wouldnt you youd youll your youre yours yourself yourselves
`;
const words = new Set(`${russian} ${english}`.trim().split(/\s+/));

/** True for a function word of Russian or English. Takes a folded word. */
export function isStopWord(word: string): boolean {
  return words.has(word);
}
