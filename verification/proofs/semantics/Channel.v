(** Channels. A channel is the identity on histories: it changes where a history is and when, never what it is. *)
From Coq Require Import List Permutation Arith Lia Bool.
From Suki Require Import Component Compose Rest History Observation Process Composition.
Import ListNotations.
Set Implicit Arguments.

Definition channel {A} (o : obs A) : comp A A := process o (fun x => x).

Lemma input_enabled_channel A (o : obs A) : input_enabled (channel o).
Proof. apply input_enabled_process. Qed.

Lemma deterministic_identity A (o : obs A) : deterministic o o (fun x => x).
Proof. intros x y H. exact H. Qed.

(** ** What runs: buffers *)

(** What is in flight is delivered in any order, after any delay. *)
Definition bag (X : Type) : comp X X := {|
  St := list X; init := [];
  inp := fun s x s' => Permutation s' (x :: s);
  out := fun s x s' => Permutation s (x :: s');
  tau := fun _ _ => False |}.

(** What is in flight is delivered in its order, after any delay. *)
Definition fifo (X : Type) : comp X X := {|
  St := list X; init := [];
  inp := fun s x s' => s' = s ++ [x];
  out := fun s x s' => s = x :: s';
  tau := fun _ _ => False |}.

(** A queue for each key, in one buffer: what is oldest of its key may be delivered. *)
Definition lanes {X} (key : X -> Code) : comp X X := {|
  St := list X; init := [];
  inp := fun s x s' => s' = s ++ [x];
  out := fun s x s' => exists l r, s = l ++ x :: r /\ of_key key (key x) l = [] /\ s' = l ++ r;
  tau := fun _ _ => False |}.

(** What several senders send to one receiver, each by a connection of its own: FIFO for each sender, and no order
    among them. Elements name their sender. *)
Definition connections (X : Type) : comp (nat * X) (nat * X) := lanes (fun e => fst e).

Lemma input_enabled_bag X : input_enabled (bag X).
Proof. intros s x. exists (x :: s). simpl. auto. Qed.
Lemma input_enabled_fifo X : input_enabled (fifo X).
Proof. intros s x. eexists. simpl. reflexivity. Qed.
Lemma input_enabled_lanes X (key : X -> Code) : input_enabled (lanes key).
Proof. intros s x. eexists. simpl. reflexivity. Qed.

(** A buffer that holds what has been received and not yet delivered is the channel of its order. *)
Record buffers {A} (o : obs A) (B : comp A A) (holds : St B -> list A) : Prop := {
  b_init : alike o (holds (init B)) [];
  b_in : forall s a s', inp B s a s' -> alike o (holds s') (holds s ++ [a]);
  b_out : forall s a s', out B s a s' -> alike o (holds s) (a :: holds s');
  b_tau : forall s s', ~ tau B s s';
  b_takes : input_enabled B;
  b_gives : forall s a z, alike o (holds s) (a :: z) -> exists s', out B s a s' }.

Lemma alike_next {A} (o : obs A) x y z s a : alike o x (y ++ s) -> alike o s (a :: z) -> alike o x ((y ++ [a]) ++ z).
Proof. intros H K. eapply alike_trans; [exact H|]. rewrite <- app_assoc. simpl. now apply alike_after. Qed.

Theorem buffer_is_channel A (o : obs A) (B : comp A A) holds : buffers o B holds -> B ≈ channel o.
Proof.
  intros H. split.
  - exists (fun s p => alike o (fst p) (snd p ++ holds s)). constructor; [constructor; simpl|].
    + apply alike_sym, (b_init H).
    + intros s [x y] a s' R K. exists (x ++ [a], y). split; [eapply r_in; [reflexivity | constructor]|]. simpl in *.
      apply alike_trans with ((y ++ holds s) ++ [a]); [now apply alike_before|]. rewrite <- app_assoc.
      apply alike_after.
      apply alike_sym. now apply (b_in H).
    + intros s [x y] a s' R K. apply (b_out H) in K. pose proof (alike_next _ R K) as N. exists (x, y ++ [a]).
      split; [|exact N]. eapply r_out; [|constructor]. simpl. split; auto.
      apply within_trans with ((y ++ [a]) ++ holds s'); [apply within_more | apply N].
    + intros s p s' _ K. destruct (b_tau H s s' K).
    + intros s [x y] R (KO & _). simpl in R. exists (x, y). split; [constructor|]. split; auto. simpl in *.
      apply rest_process; simpl.
      * apply within_trans with (y ++ holds s); [apply within_more | apply R].
      * destruct (holds s) as [|a z] eqn:E; [rewrite app_nil_r in R; now apply alike_sym|].
        destruct (b_gives H s (a := a) (z := z)) as (s' & K); [rewrite E; apply alike_refl|]. destruct (KO _ _ K).
  - exists (fun p s => alike o (fst p) (snd p ++ holds s)). constructor; [constructor; simpl|].
    + apply alike_sym, (b_init H).
    + intros [x y] s a p R ->. destruct (b_takes H s a) as (s' & K). exists s'.
      split; [eapply r_in; [exact K | constructor]|].
      simpl in *. apply alike_trans with ((y ++ holds s) ++ [a]); [now apply alike_before|]. rewrite <- app_assoc.
      apply alike_after. apply alike_sym. now apply (b_in H).
    + intros [x y] s a p R (-> & W). simpl in *. destruct (within_rest _ _ _ W) as (z & Z).
      assert (E : alike o (holds s) (a :: z)).
      { apply (alike_after o y). apply alike_trans with x; [now apply alike_sym|]. apply alike_sym.
        now rewrite <- app_assoc in Z. }
      destruct (b_gives H s E) as (s' & K). exists s'. split; [eapply r_out; [exact K | constructor]|].
      eapply alike_next; eauto. now apply (b_out H).
    + easy.
    + intros [x y] s R K. exists s. split; [constructor|]. split; auto. simpl in R.
      apply rest_process in K; [|simpl; apply within_trans with (y ++ holds s); [apply within_more | apply R]].
      assert (E : holds s = []).
      { apply (alike_nil (o := o)). apply (alike_after o y). rewrite app_nil_r.
        apply alike_trans with x; apply alike_sym; auto. }
      split; [intros a s' J | intros s' J; destruct (b_tau H s s' J)]. apply (b_out H) in J. rewrite E in J.
      apply alike_sym, alike_nil in J. discriminate.
Qed.

Lemma alike_bag {A} (x y : list A) : Permutation x y -> alike bag_of x y.
Proof. apply (proj2 (alike_same NoOrder x y)). Qed.

Theorem bag_is_channel X : bag X ≈ channel bag_of.
Proof.
  apply buffer_is_channel with (holds := fun s => s). constructor; simpl.
  - apply alike_refl.
  - intros s a s' P. apply alike_bag. rewrite P. apply Permutation_cons_append.
  - intros s a s' P. now apply alike_bag.
  - auto.
  - apply input_enabled_bag.
  - intros s a z H. exists z. now apply (alike_same NoOrder).
Qed.

Theorem fifo_is_channel X : fifo X ≈ channel sequence.
Proof.
  apply buffer_is_channel with (holds := fun s => s). constructor; simpl.
  - apply alike_refl.
  - intros s a s' ->. apply alike_refl.
  - intros s a s' ->. apply alike_refl.
  - auto.
  - apply input_enabled_fifo.
  - intros s a z H. exists z. now apply (alike_same Total).
Qed.

Theorem lanes_are_channel X (key : X -> Code) : lanes key ≈ channel (per_key key).
Proof.
  apply buffer_is_channel with (holds := fun s => s). constructor; simpl.
  - apply alike_refl.
  - intros s a s' ->. apply alike_refl.
  - intros s a s' (l & r & -> & E & ->). apply (alike_same (PerKey key)). intros v. rewrite of_key_app. simpl.
    rewrite of_key_app. destruct (Nat.eqb_spec (key a) v) as [<-|N]; auto. now rewrite E.
  - auto.
  - apply input_enabled_lanes.
  - intros s a z H. assert (W : within (per_key key) [a] s) by
      (apply within_trans with (a :: z); [apply (within_more (per_key key) [a]) | apply H]).
    destruct (key_within_cons W) as (l & r & -> & E & _). exists (l ++ r), l, r. auto.
Qed.

(** ** More order than is wanted *)

Theorem process_less I O (o o' : obs O) (F : list I -> list O) :
  within o [] (F []) -> deterministic sequence o F -> (forall x y, within o x y -> within o' x y) -> process o F ≼
    process o' F.
Proof.
  intros Z D L. exists (fun p q => p = q /\ within o (snd p) (F (fst p))). constructor; [constructor; simpl; auto|].
  - intros [x y] ? i ? (<- & W) ->. eexists. split; [eapply r_in; [reflexivity | constructor]|]. split; auto. simpl.
    apply within_trans with (F x); auto. apply D, within_more.
  - intros [x y] ? b ? (<- & W) (-> & H). simpl in *. eexists. split; [|split; [reflexivity | exact H]].
    eapply r_out; [|constructor]. simpl. auto.
  - easy.
  - intros [x y] ? (<- & W) K. exists (x, y). split; [constructor|]. split; auto. simpl in W.
    apply rest_process in K; auto. apply rest_process; auto. destruct K. split; auto.
Qed.

(** An ordered channel may stand where less order is promised, and not the other way round (see [bag_for_fifo]). *)
Theorem fifo_for_any A (o : obs A) : channel sequence ≼ channel o.
Proof. apply process_less; [apply within_refl | intros x y H; exact H | apply sequence_within]. Qed.

Theorem lanes_for_bag A (key : A -> Code) : channel (per_key key) ≼ channel bag_of.
Proof.
  apply process_less; [apply within_refl | intros x y H; now apply sequence_within |].
  intros x y H. destruct (key_within_bag H) as (z & _ & P). now exists z.
Qed.

(** Order for each key, where order for each part of what the key determines is promised ... *)
Theorem lanes_for_finer A (key : A -> Code) (f : Code -> Code) :
  channel (per_key (fun a => f (key a))) ≼ channel (per_key key).
Proof.
  apply process_less; [apply within_refl | intros x y H; now apply sequence_within |].
  intros x y H v. destruct (H (f v)) as (z & E). exists (of_key key v z).
  assert (G : forall w, of_key key v (of_key (fun a => f (key a)) (f v) w) = of_key key v w).
  { clear. unfold of_key. induction w as [|a w IH]; simpl; auto.
    destruct (Nat.eqb_spec (f (key a)) (f v)) as [E|E]; simpl; rewrite IH; auto.
    destruct (Nat.eqb_spec (key a) v); congruence. }
  rewrite <- (G y), E, of_key_app, G. auto.
Qed.

Theorem bag_for_fifo : ~ (forall t, trace (channel (bag_of (A := nat))) t -> trace (channel (sequence (A := nat))) t).
Proof.
  intros H. specialize (H [In_ 1; In_ 2; Out_ 2]). unfold channel in H. rewrite !process_traces in H.
  assert (A : allowed bag_of (fun x : list nat => x) [In_ 1; In_ 2; Out_ 2]).
  { intros u b v E. destruct u as [|? [|? [|? u]]]; simpl in E; inversion E; subst; simpl.
    - exists [1]. apply perm_swap.
    - destruct u; discriminate. }
  destruct (H A [In_ 1; In_ 2] 2 [] eq_refl) as (z & E). discriminate.
Qed.

(** ** Relays *)

(** One channel after another is a channel: a relay may be introduced and removed. *)
Theorem relay A (o : obs A) : channel o >>> channel o ≈ channel o.
Proof.
  refine (process_seq (F := fun x : list A => x) (G := fun x => x) (om := o) (within_refl o []) (within_refl o []) _ _).
  - intros x y H. now apply sequence_within.
  - apply deterministic_identity.
Qed.

(** Where the second promises less, the first may promise anything more. *)
Theorem relay_less A (p o : obs A) : (forall x y, within p x y -> within o x y) -> channel p >>> channel o ≈ channel o.
Proof.
  intros L. refine (process_seq (F := fun x : list A => x) (G := fun x => x) (om := p) (within_refl p [])
    (within_refl o []) _ L).
  intros x y H. now apply sequence_within.
Qed.

(** ** Several senders

    At rest, what has come from [n] senders over a connection each is an interleaving of what each has sent:
    [received], as
    the rules have it. *)
Lemma interleaving_of_senders {X} n (y : list (nat * X)) : (forall e, In e y -> fst e < n) ->
  interleaving n (fun p => map snd (of_key fst p y)) (map snd y).
Proof.
  induction y as [|[p a] y IH]; intros H.
  - now constructor.
  - apply interleaving_cons with (t := fun q => map snd (of_key fst q y)) (p := p).
    + apply (H (p, a)). simpl. auto.
    + simpl. now rewrite Nat.eqb_refl.
    + intros q _ N. simpl. destruct (Nat.eqb_spec p q); congruence.
    + apply IH. intros e I. apply H. simpl. auto.
Qed.

Theorem connections_interleave X n (t : list (ev (nat * X) (nat * X))) : (forall e, In e (ins t) -> fst e < n) ->
  qtrace (connections X) t -> interleaving n (fun p => map snd (of_key fst p (ins t))) (map snd (outs t)).
Proof.
  intros H Q. apply (qsim_sound (proj1 (lanes_are_channel (fun e : nat * X => fst e)))) in Q.
  apply process_quiescent in Q as (_ & E); [|apply within_refl | intros u v K; now apply sequence_within].
  apply (alike_same (PerKey (fun e : nat * X => fst e))) in E.
  apply interleaving_ext with (t := fun p => map snd (of_key fst p (outs t))).
  - intros p _. f_equal. symmetry. apply E.
  - apply interleaving_of_senders. intros e I. apply H.
    apply (same_bag _ _ _ E) in I || (rewrite <- (same_bag _ _ _ E); exact I).
Qed.
