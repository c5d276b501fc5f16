(** What runs an operator: a state, a step for each element, and a queue of what has not left yet. *)
From Coq Require Import List Permutation Arith Lia Bool.
From Suki Require Import Component Compose Rest History Observation Process Composition Channel.
Import ListNotations.
Set Implicit Arguments.

Section Machine.
  Context {S I O : Type} (step : S -> I -> S * list O).

  Fixpoint run (s : S) (x : list I) : list O :=
    match x with [] => [] | a :: x => snd (step s a) ++ run (fst (step s a)) x end.
  Definition after (s : S) (x : list I) : S := fold_left (fun s a => fst (step s a)) x s.

  Lemma run_app s x y : run s (x ++ y) = run s x ++ run (after s x) y.
  Proof. revert s. induction x as [|a x IH]; intros s; simpl; auto. now rewrite IH, app_assoc. Qed.
  Lemma after_app s x y : after s (x ++ y) = after (after s x) y.
  Proof. apply fold_left_app. Qed.

  Lemma deterministic_run s (o : obs O) : deterministic sequence o (run s).
  Proof. intros x y (z & ->). rewrite run_app. apply within_more. Qed.

  Definition machine (s0 : S) : comp I O := {|
    St := S * list O; init := (s0, []);
    inp := fun s a s' => s' = (fst (step (fst s) a), snd s ++ snd (step (fst s) a));
    out := fun s b s' => s = (fst s', b :: snd s');
    tau := fun _ _ => False |}.

  Lemma input_enabled_machine s0 : input_enabled (machine s0).
  Proof. intros s a. eexists. simpl. reflexivity. Qed.

  (** A machine is the component of the function that it runs. *)
  Theorem machine_is_process s0 : machine s0 ≈ process sequence (run s0).
  Proof.
    assert (Next : forall x y q b z, run s0 x = y ++ q -> y ++ [b] ++ z = run s0 x -> q = b :: z).
    { intros x y q b z H K. rewrite H in K. apply app_inv_head in K. now symmetry. }
    split.
    - exists (fun m p => fst m = after s0 (fst p) /\ run s0 (fst p) = snd p ++ snd m).
      constructor; [constructor; simpl|].
      + auto.
      + intros [s q] [x y] a [s' q'] (E & H) K. simpl in *. injection K as -> ->. exists (x ++ [a], y).
        split; [eapply r_in; [reflexivity | constructor]|]. simpl. rewrite after_app, run_app, <- E, H. simpl.
        rewrite app_nil_r, app_assoc. auto.
      + intros [s q] [x y] b [s' q'] (E & H) K. simpl in *. injection K as -> ->. exists (x, y ++ [b]).
        split; [|simpl; now rewrite <- app_assoc]. eapply r_out; [|constructor]. simpl. split; auto. exists q'.
        now rewrite <- app_assoc.
      + easy.
      + intros [s q] [x y] (E & H) (KO & _). simpl in *. destruct q as [|b q]; [|destruct (KO b (s, q)); reflexivity].
        exists (x, y). rewrite app_nil_r in H. split; [constructor|]. split; [simpl; now rewrite app_nil_r|].
        apply rest_process; simpl; rewrite H; [apply within_refl | apply alike_refl].
    - exists (fun p m => fst m = after s0 (fst p) /\ run s0 (fst p) = snd p ++ snd m).
      constructor; [constructor; simpl|].
      + auto.
      + intros [x y] [s q] a p (E & H) ->. simpl in *. eexists.
        split; [eapply r_in; [simpl; reflexivity | constructor]|].
        simpl. rewrite after_app, run_app, <- E, H. simpl. rewrite app_nil_r, app_assoc. auto.
      + intros [x y] [s q] b p (E & H) (-> & (z & W)). simpl in *. rewrite <- app_assoc in W.
        assert (q = b :: z) as -> by (apply (Next x y); auto). exists (s, z).
        split; [eapply r_out with (s1 := (s, z)); [reflexivity | constructor]|].
        simpl. now rewrite <- app_assoc.
      + easy.
      + intros [x y] [s q] (E & H) K. simpl in *. apply rest_process in K; [|exists q; exact H].
        apply (alike_same Total) in K. simpl in K. rewrite H in K. rewrite <- (app_nil_r y) in K at 1.
        apply app_inv_head in K.
        subst q. exists (s, []). split; [constructor|]. split; auto. split; [|easy]. intros b s' J. discriminate.
  Qed.

  (** Read through a channel that promises less, it is the component of the same function, observed so. *)
  Theorem machine_observed s0 (o : obs O) : machine s0 >>> channel o ≈ process o (run s0).
  Proof.
    apply equivalent_trans with (process sequence (run s0) >>> channel o).
    - apply equivalent_seq; try apply input_enabled_channel; [apply machine_is_process | apply equivalent_refl].
    - refine (process_seq (F := run s0) (G := fun x => x) (om := sequence) _ _ _ _).
      + apply within_refl.
      + apply within_refl.
      + apply deterministic_run.
      + intros x y H. now apply sequence_within.
  Qed.
End Machine.
