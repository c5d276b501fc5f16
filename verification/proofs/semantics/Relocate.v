(** The law [relocate]: the history, wanted at L, is the channel from L' of the history, wanted at L'.

    Once for every operator that is deterministic on histories, and once for every component that takes its inputs from
    a buffer. Decoupling, partitioning and fusion are this law with another L'. *)
From Coq Require Import List Permutation Arith Lia Bool.
From Suki Require Import Component Compose Rest History Observation Process Composition Channel.
Import ListNotations.
Set Implicit Arguments.

(** A component that cannot tell that its inputs were delayed, and reordered as their order allows. *)
Definition buffered {I O} (o : obs I) (A : comp I O) : Prop := channel o >>> A ≈ A.

(** Every operator that is deterministic on histories is. *)
Theorem relocate I O (oi : obs I) (oo : obs O) (F : list I -> list O) :
  within oo [] (F []) -> deterministic oi oo F -> buffered oi (process oo F).
Proof.
  intros Z D. refine (process_seq (F := fun x : list I => x) (G := F) (om := oi) (within_refl oi []) Z _ D).
  intros x y H. now apply sequence_within.
Qed.

(** Its result may be sent on. *)
Theorem relocate_result I O (oi : obs I) (oo : obs O) (F : list I -> list O) :
  within oo [] (F []) -> deterministic oi oo F -> process oo F >>> channel oo ≈ process oo F.
Proof.
  intros Z D. refine (process_seq (F := F) (G := fun x => x) (om := oo) Z (within_refl oo []) _
    (deterministic_identity oo)).
  eapply deterministic_sequence; eauto.
Qed.

(** What takes its inputs from a channel is buffered, whatever it does with them: tick groups are of this kind. *)
Theorem buffered_behind I O (o : obs I) (A : comp I O) : input_enabled A -> buffered o (channel o >>> A).
Proof.
  intros E. apply equivalent_trans with (channel o >>> channel o >>> A).
  - apply equivalent_sym, seq_assoc.
  - apply equivalent_seq; auto; [apply relay | apply equivalent_refl].
Qed.

Lemma buffered_seq I M O (o : obs I) (A : comp I M) (B : comp M O) : input_enabled B -> buffered o A ->
  buffered o (A >>> B).
Proof.
  intros E H. apply equivalent_trans with (channel o >>> A >>> B).
  - apply equivalent_sym, seq_assoc.
  - apply equivalent_seq; auto. apply equivalent_refl.
Qed.

Lemma buffered_equivalent I O (o : obs I) (A B : comp I O) : input_enabled A -> input_enabled B ->
  A ≈ B -> buffered o A -> buffered o B.
Proof.
  intros EA EB E H. apply equivalent_trans with (channel o >>> A).
  - apply equivalent_seq; auto; [apply equivalent_refl | now apply equivalent_sym].
  - eapply equivalent_trans; eauto.
Qed.

(** ** Decoupling

    [A] feeds [B] at one location. Moved to a helper, [B] gets what [A] sends through a channel. *)

(** Whatever [A] does, and in whatever context: [B] is buffered. *)
Theorem decouple_buffered I M O (om : obs M) (A : comp I M) (B : comp M O) : input_enabled B -> buffered om B ->
  A >>> channel om >>> B ≈ A >>> B.
Proof.
  intros E H. apply equivalent_trans with (A >>> (channel om >>> B)); [apply seq_assoc|].
  apply equivalent_seq; auto; [apply input_enabled_seq, input_enabled_channel | apply equivalent_refl].
Qed.

(** Functional and monotone decoupling: [B] is a function of its history. For a bag that is monotonicity: of more input
    comes more output. The sender need not be. *)
Theorem decouple_monotone I M O (om : obs M) (oo : obs O) (A : comp I M) (G : list M -> list O) :
  within oo [] (G []) -> deterministic om oo G -> A >>> channel om >>> process oo G ≈ A >>> process oo G.
Proof. intros Z D. apply decouple_buffered; [apply input_enabled_process | now apply relocate]. Qed.

Theorem decouple_functional I M O (om : obs M) (A : comp I M) (f : M -> list O) (o : order M) (o' : order O) :
  om = observed o -> (o = Total \/ o' = NoOrder) ->
  A >>> channel om >>> process (observed o') (flat_map f) ≈ A >>> process (observed o') (flat_map f).
Proof.
  intros -> H. apply decouple_monotone; [apply within_refl|]. intros x y. destruct H as [-> | ->].
  - intros (z & ->). rewrite flat_map_app. apply within_more.
  - intros W. destruct (within_rest _ _ _ W) as (z & E). apply alike_same in E. apply same_bag in E.
    exists (flat_map f z). rewrite <- flat_map_app. now apply Permutation_flat_map.
Qed.

(** Components that share no stream: each gets its inputs by channels of its own, which changes neither. *)
Theorem decouple_independent I J O P (o : obs I) (p : obs J) (A : comp I O) (B : comp J P) :
  buffered o A -> buffered p B -> par (channel o >>> A) (channel p >>> B) ≈ par A B.
Proof. intros H K. now apply equivalent_par. Qed.

(** A loop between two locations: what is sent around passes a channel anyway. *)
Theorem decouple_mutual I O X (A B : comp (I + X) (O + X)) : input_enabled A -> input_enabled B -> A ≈ B -> fb A ≈ fb B.
Proof. apply equivalent_fb. Qed.

(** The condition that decoupling needs: a component that reads an order that its channel does not keep. *)
Theorem without_buffered : ~ buffered (bag_of (A := nat)) (channel (sequence (A := nat))).
Proof.
  intros ((R & Q) & _). destruct bag_for_fifo. intros t H.
  apply (sim_sound (ex_intro _ R (q_sim Q))). clear R Q.
  (* A bag alone has fewer traces than a bag before a sequence. *)
  revert t H. apply sim_sound. exists (fun p q => q = (p, (snd p, snd p))). constructor; simpl; auto.
  - intros [x y] ? i p -> ->. eexists. split; [eapply r_in with (s1 := ((x ++ [i], y), (y, y)));
      [simpl; auto | constructor]|].
    reflexivity.
  - intros [x y] ? b p -> (-> & W). simpl in *. eexists. split; [|reflexivity].
    eapply r_tau with (s1 := ((x, y ++ [b]), (y ++ [b], y))).
    + simpl. eapply st_c with (m := b); simpl; auto.
    + eapply r_out with (s1 := ((x, y ++ [b]), (y ++ [b], y ++ [b]))); [|constructor]. simpl. repeat split.
      apply within_refl.
  - easy.
Qed.
