/** The devices of the fleet. */
export default {
  title: 'Fleet',
};
