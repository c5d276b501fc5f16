(** A loop of a process denotes the least fixpoint of its function (Kahn). *)
From Coq Require Import List Permutation Arith Lia Bool.
From Suki Require Import Component Compose Rest History Observation Process.
Import ListNotations.
Set Implicit Arguments.

Section Loop.
  Context {I O X : Type} (oi : obs I) (oo : obs O) (F : list (I + X) -> list (O + X)).
  Hypothesis F0 : within (two_ports oo bag_of) [] (F []).
  Hypothesis D : deterministic (two_ports oi bag_of) (two_ports oo bag_of) F.
  Notation body := (process (two_ports oo bag_of) F).

  (** What the loop carries when it carries [c], and what then comes out. *)
  Definition around (i : list I) (c : list X) : list X := rights (F (both i c)).
  Definition emitted (i : list I) (c : list X) : list O := lefts (F (both i c)).

  (** Reachable states: what has been sent around is what has been taken and what is on its way; and it is a part of
      every history that the loop maps into itself, for these inputs and any that they are the beginning of. *)
  Definition sound (s : St (fb body)) : Prop :=
    let '((x, y), q) := s in
    Permutation (rights y) (rights x ++ q) /\ within (two_ports oo bag_of) y (F x) /\
    forall i c, within oi (lefts x) i -> within bag_of (around i c) c -> within bag_of (rights y) c.

  Lemma sound_function x y q i c : sound ((x, y), q) -> within oi (lefts x) i -> within bag_of (around i c) c ->
    within (two_ports oo bag_of) (F x) (F (both i c)).
  Proof.
    intros (P & W & L) H K. assert (B : within bag_of (rights x) c).
    { apply within_trans with (rights y); [exists q; now symmetry | now apply L with i]. }
    apply D. rewrite within_two_ports, lefts_both, rights_both. auto.
  Qed.

  Lemma sound_runs s t s' : runs (fb body) s t s' -> sound s -> sound s' /\
    lefts (fst (fst s')) = lefts (fst (fst s)) ++ ins t /\ lefts (snd (fst s')) = lefts (snd (fst s)) ++ outs t.
  Proof.
    induction 1 as [s | s s1 t s' H R IH | s i s1 t s' H R IH | s b s1 t s' H R IH]; intros S; simpl.
    - now rewrite !app_nil_r.
    - assert (G : sound s1 /\ lefts (fst (fst s1)) = lefts (fst (fst s)) /\ lefts (snd (fst s1)) = lefts (snd (fst s))).
      { inversion H as [a a' q K E1 E2 | a a' q q' x K Q E1 E2 | a a' q q' x K Q E1 E2]; subst; simpl in *; [easy | |].
        - destruct a as [x0 y0], K as (-> & W). simpl in *. pose proof S as (P & V & L).
          split; [split; [|split; [exact W|]]|split; auto].
          + rewrite rights_app, Q, P. simpl. rewrite <- app_assoc. apply Permutation_app_head.
            apply Permutation_sym, Permutation_cons_append.
          + intros i c Hi Hc. apply within_trans with (rights (F x0)); [exact (proj2 W)|].
            apply within_trans with (around i c); [exact (proj2 (sound_function _ S Hi Hc)) | exact Hc].
          + rewrite lefts_app. simpl. now rewrite app_nil_r.
        - destruct a as [x0 y0]. subst a'. simpl in *. pose proof S as (P & V & L).
          split; [split; [|split]|split; auto].
          + rewrite rights_app, P, Q. simpl. now rewrite <- app_assoc.
          + apply within_trans with (F x0); auto. apply D, within_more.
          + intros i c Hi Hc. apply (L i c); auto. rewrite lefts_app in Hi. simpl in Hi. now rewrite app_nil_r in Hi.
          + rewrite lefts_app. simpl. now rewrite app_nil_r. }
      destruct G as (G & E1 & E2). destruct (IH G) as (K & K1 & K2). split; [exact K|].
      exact (conj (eq_trans K1 (f_equal (fun l => l ++ ins t) E1)) (eq_trans K2 (f_equal (fun l => l ++ outs t) E2))).
    - destruct s as [[x y] q], s1 as [[x1 y1] q1], H as (H & E). simpl in *. injection H as -> ->. subst q1.
      destruct IH as (IH & E1 & E2).
      { destruct S as (P & W & L). rewrite rights_app. simpl. rewrite app_nil_r. split; [exact P | split].
        - apply within_trans with (F x); auto. apply D, within_more.
        - intros j c Hj Hc. apply (L j c); auto. rewrite lefts_app in Hj. now apply within_prefix in Hj. }
      split; auto. rewrite E1, E2, lefts_app. simpl. now rewrite <- app_assoc.
    - destruct s as [[x y] q], s1 as [[x1 y1] q1], H as ((H & W) & E). simpl in *. injection H as -> ->. subst q1.
      destruct IH as (IH & E1 & E2).
      { destruct S as (P & V & L). rewrite rights_app in *. simpl. rewrite app_nil_r. auto. }
      split; auto. rewrite E1, E2, lefts_app. simpl. now rewrite <- app_assoc.
  Qed.

  Lemma sound_init : sound (init (fb body)).
  Proof. split; [constructor | split; [exact F0|]]. intros i c _ _. now exists c. Qed.

  (** Whatever has come out is part of what comes out of any history that the loop maps into itself. *)
  Theorem loop_trace t c : trace (fb body) t -> within bag_of (around (ins t) c) c ->
    within oo (outs t) (emitted (ins t) c).
  Proof.
    intros ([[x y] q] & R) H. destruct (sound_runs R sound_init) as (S & E1 & E2). simpl in E1, E2.
    rewrite <- E1, <- E2 in *.
    apply within_trans with (lefts (F x)); [apply S|]. exact (proj1 (sound_function _ S (within_refl _ _) H)).
  Qed.

  (** At rest the loop has carried its least fixpoint, and all that comes out of it has come out. *)
  Theorem loop_quiescent t : qtrace (fb body) t -> exists c,
    alike bag_of (around (ins t) c) c /\
    (forall c', within bag_of (around (ins t) c') c' -> within bag_of c c') /\
    alike oo (outs t) (emitted (ins t) c).
  Proof.
    intros ([[x y] q] & R & KO & KT). destruct (sound_runs R sound_init) as (S & E1 & E2). simpl in E1, E2.
    rewrite <- E1, <- E2. pose proof S as (P & W & L).
    assert (q = []) as ->.
    { destruct q as [|e q]; auto. exfalso. apply (KT ((x ++ [inr e], y), q)). simpl.
      eapply ft_r with (x := e); simpl; auto. }
    rewrite app_nil_r in P.
    assert (A : alike (two_ports oo bag_of) y (F x)).
    { apply full_alike; auto. intros [b|b] U.
      - apply (KO b ((x, y ++ [inl b]), [])). simpl. auto.
      - apply (KT ((x, y ++ [inr b]), [b])). simpl. eapply ft_s with (x := b); simpl; auto. }
    assert (B : alike (two_ports oo bag_of) y (F (both (lefts x) (rights x)))).
    { apply alike_trans with (F x); auto. split; apply D; rewrite within_two_ports, lefts_both, rights_both; split;
        apply within_refl. }
    exists (rights x). split; [|split].
    - apply alike_trans with (rights y).
      + apply alike_sym. split; [apply (proj1 B) | apply (proj2 B)].
      + split; exists []; rewrite app_nil_r; [exact P | now symmetry].
    - intros c H. apply within_trans with (rights y); [|now apply (L (lefts x) c); auto using within_refl].
      exists []. rewrite app_nil_r. now symmetry.
    - split; [apply (proj1 B) | apply (proj2 B)].
  Qed.
End Loop.
