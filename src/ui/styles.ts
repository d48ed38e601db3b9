/** Every style sheet of the app, in the order in which they build on each other. */
import './tokens.css';
import './styles/base.css';
import './styles/frame.css';
import './styles/controls.css';
import './styles/choose.css';
import './styles/update.css';
import './styles/trial.css';
import './styles/reach.css';
